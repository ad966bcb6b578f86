'use strict';

const { rm } = require('node:fs/promises');

module.exports = async () => {
	await rm(process.env.TEST_SCRATCH_FOLDER, { recursive: true, force: true });
};
