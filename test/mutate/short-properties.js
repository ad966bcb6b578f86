'use strict';

const fc = require('fast-check');

/** In ms. What generated input finds of a mutant is found soon, or by an example. */
const LONGEST_PROPERTY_MS = 400;

// Every mutant runs the properties anew: with all their inputs, a room would take a day.
fc.configureGlobal({ interruptAfterTimeLimit: LONGEST_PROPERTY_MS });
