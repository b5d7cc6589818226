/** The help text. */
export const help = `headroom: how much load an architecture carries, what gives first, and what to change

Usage
  headroom analyze FILE...   analyse descriptions; - is standard input
    --scenario NAME          apply a scenario of the file
    --set PATH=VALUE         replace a value, such as web.replicas=8 (may be repeated)
    --format FORMAT          text (default), json, markdown, sarif or junit
    --allow-unknown          an objective that cannot be judged does not fail the run
    -o, --output FILE        write to a file instead of standard output
    --no-color               no colour on a terminal (so does the variable NO_COLOR)
  headroom diff OLD NEW      what a change does to every objective; - is standard input
    --scenario, --set        as above, for both files
    --format FORMAT          text (default), json or markdown
    --strict                 less room, or an objective less, counts as worse too
    -o, --output, --no-color as above
  headroom simulate FILE     execute a description, with intervals, beside what is computed
    --scenario, --set        as above
    --precision SHARE        of the mean responses, such as 1% (default 2%)
    --seed N                 another seed, another course of chance (default 1)
    --time T, --warm-up T    what each run counts and leaves out, such as 10min
    --replications N         so many runs, whatever the precision
    --budget AMOUNT          most events (default 20M), or a time such as 30s
    --workers N              threads (default: one per core); the result is the same
    --failures               play failures, maintenance and deployments
    --format FORMAT          text (default), json, markdown, csv or timeline (CSV)
    -o, --output, --no-color as above
  headroom fmt FILE...       lay out descriptions in place
    --check                  change nothing, name the files that would change
  headroom explain CODE      what a diagnostic means and what to do about it
  headroom panel FILE        the charts of the editor as one web page
    -o, --out PAGE           the page to write (needed)
    --set PATH=VALUE         as above
  headroom solve FILE        solve a model of another tool (.jmva, .lqnx)
    --format FORMAT          text (default) or json
  headroom --version
  headroom --help

Exit codes
  0  all objectives hold; with diff: none got worse
  1  an objective is missed or unknown; with diff: one got worse; with fmt --check: a file is not laid out; with simulate and solve: no steady state
  2  a file is missing or has errors
  3  the command line is wrong
  130  interrupted: what simulate had measured until then has been written
`;
