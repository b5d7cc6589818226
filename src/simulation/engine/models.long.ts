/** The exact models over ten times the time (the variable HEADROOM_LONG is set in this suite). */
import './models.test.js';
