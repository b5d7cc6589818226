/** Coverage of the intervals of rare events, with many more runs (the variable HEADROOM_LONG is set in this suite). */
import './failureBiasing.test.js';
import './splitting.test.js';
