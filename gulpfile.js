'use strict';

const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { dest, parallel, series, src, watch } = require('gulp');

const TYPESCRIPT = require.resolve('typescript/bin/tsc');
const ASSETS = ['nodes/**/*.{svg,node.json}', 'credentials/**/*.svg'];

/** Empties dist, so that no file of an earlier build reaches the package. */
const clean = () => rm('dist', { recursive: true, force: true });

/** Starts the compiler that tsconfig.json describes; gulp waits for the process and its exit code. */
const tsc = (...options) =>
	spawn(process.execPath, [TYPESCRIPT, '--project', 'tsconfig.json', ...options], {
		stdio: 'inherit',
	});

const compile = () => tsc();
const compileOnChange = () => tsc('--watch', '--preserveWatchOutput');

/** Icons and codex files lie beside the compiled class that names them. */
const copyAssets = () => src(ASSETS, { base: '.', encoding: false }).pipe(dest('dist'));
const copyAssetsOnChange = () => watch(ASSETS, { ignoreInitial: false }, copyAssets);

exports.clean = clean;
exports.build = series(clean, parallel(compile, copyAssets));
exports.watch = series(clean, parallel(compileOnChange, copyAssetsOnChange));
