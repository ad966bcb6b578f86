'use strict';

const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/*
 * n8n-core writes its settings file and its binary data to this folder, by default one in the home
 * folder. Every test file gets an empty one of its own; it must be set before n8n-core is loaded.
 */
const folder = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
process.env.N8N_USER_FOLDER = folder;
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
