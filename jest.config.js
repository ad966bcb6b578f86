'use strict';

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '/test/e2e/'],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/e2e/n8n/'],
	transform: {
		'\\.ts$': [
			'@swc/jest',
			{
				jsc: {
					parser: { syntax: 'typescript' },
					target: 'es2022',
				},
				module: { type: 'commonjs' },
			},
		],
	},
	globalSetup: '<rootDir>/test/setup/scratch-folder.js',
	globalTeardown: '<rootDir>/test/setup/remove-scratch-folder.js',
	reporters: ['default', '<rootDir>/test/setup/count-reporter.js'],
	testTimeout: 30_000,
	maxWorkers: 2,
};
