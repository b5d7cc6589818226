/** The description that "New Description" starts with: small, complete, within its objectives. */
export const template = `system my_system

// Every number has a unit; what is left out has a default that the editor shows.
workload visitors { open 100 req/s; calls web.page }

frontend web {
  replicas 3
  cores 2
  workers 32
  queue 64, when full reject
  fails every 90 days, repaired in 5 min, detected in 10 s

  op page {
    cpu 8 ms
    call store.read
  }
}

store store {
  replicas 2
  cores 4
  workers 32
  queue 64, when full reject
  fails every 180 days, repaired in 10 min, detected in 10 s

  op read idempotent { cpu 4 ms }
}

objective visitors { p99 < 300 ms; availability >= 99.9 %; headroom >= 30 % }

scenario busy_day { visitors.rate = 200 req/s }
`;
