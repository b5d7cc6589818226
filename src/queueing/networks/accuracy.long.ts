/** The whole grids (the variable HEADROOM_LONG is set in this suite). */
import './accuracy.test.js';
