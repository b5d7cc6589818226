/** The properties of closed networks, with more runs (the variable HEADROOM_LONG is set in this suite). */
import './closed.test.js';
