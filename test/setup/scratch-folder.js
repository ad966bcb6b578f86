'use strict';

const { mkdtemp } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** One folder for everything that the tests of a run write; remove-scratch-folder.js removes it. */
module.exports = async () => {
	process.env.TEST_SCRATCH_FOLDER = await mkdtemp(join(tmpdir(), 'xhuo-tests-'));
};
