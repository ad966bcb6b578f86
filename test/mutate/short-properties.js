'use strict';

const { dirname, join } = require('node:path');

/** In ms. What generated input finds of a mutant is found soon, or by an example. */
const LONGEST_PROPERTY_MS = 200;

// Stands in for fast-check, which this name would only lead back to.
const folder = dirname(require.resolve('fast-check/package.json'));
const fastCheck = require(join(folder, 'lib', 'cjs', 'fast-check.js'));

// Every mutant runs the properties anew: with all their inputs, a room would take a day.
fastCheck.configureGlobal({ interruptAfterTimeLimit: LONGEST_PROPERTY_MS });

module.exports = fastCheck;
