/*
 * What n8n does with a community package before it verifies it, done here before publishing:
 * the community scan on the sources and on the packed tarball, and what the tarball may hold.
 * Ends with exit code 1 on any finding. Needs `dist`, so `npm run scan` builds first.
 */
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import glob from 'fast-glob';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { packInto } from './pack.mjs';
import { tarballFindings } from './tarball.mjs';

const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];

/** The scan itself reports success when it found nothing to check, so the files are counted here. */
async function scan(what, folder, patterns) {
	const files = await glob(patterns, { cwd: folder, ignore: ['node_modules/**'] });
	const code = files.filter((file) => /\.[jt]s$/.test(file));
	console.log(`${what}: ${files.length} files, ${code.length} of them code`);
	if (code.length === 0) return [`${what}: there was no code to check`];
	const { passed, message, details } = await analyzePackage(folder, patterns);
	return passed ? [] : [`${what}: ${message}\n${details ?? ''}`];
}

const scratch = await mkdtemp(join(tmpdir(), 'xhuo-scan-'));
try {
	const findings = await scan('Community scan of the sources', resolve('.'), SOURCE_FILE_PATTERNS);
	const tarball = await packInto(scratch);
	console.log(`Tarball: ${(tarball.bytes / 1000).toFixed(1)} kB, ${tarball.files.length} files`);
	findings.push(
		...(await scan('Community scan of the tarball', tarball.folder, TARBALL_FILE_PATTERNS)),
		...(await tarballFindings(tarball)),
	);
	for (const finding of findings) console.error(`✗ ${finding}`);
	console.log(findings.length === 0 ? '✓ Nothing found' : `${findings.length} findings`);
	process.exitCode = findings.length === 0 ? 0 : 1;
} finally {
	await rm(scratch, { recursive: true, force: true });
}
