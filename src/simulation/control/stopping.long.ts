/** Coverage after stopping, with many more runs (the variable HEADROOM_LONG is set in this suite). */
import './stopping.test.js';
