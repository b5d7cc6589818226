// Property tests take the same cases in every run of the ordinary suite, so that it fails for a change and not by chance; the long suite
// (npm run test:long) draws new ones each time.
import fc from 'fast-check';

fc.configureGlobal({ seed: 20_261_125 });
