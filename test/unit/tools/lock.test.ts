import { readLock, trim } from '../../lock/trim';
import { readFileSync } from '../../support/node';

const text = readFileSync('package-lock.json', 'utf8');

describe('package-lock.json', () => {
	it('leaves out what is never loaded; otherwise run `npm run lock`', () => {
		const lock = readLock(text);
		const trimmed = trim(lock);
		const folders = Object.keys(lock.packages);
		expect(folders.filter((folder) => !(folder in trimmed.packages))).toEqual([]);
		expect(trimmed).toEqual(lock);
	});

	it('names no registry, so that everybody installs from their own', () => {
		expect(text).not.toContain('"resolved"');
	});
});

describe('trimming a lock file', () => {
	it('removes a dependency that is never loaded, and what only that one needs', () => {
		const { packages } = trim({
			packages: {
				'': { devDependencies: { 'n8n-core': '1' } },
				'node_modules/n8n-core': { dependencies: { '@sentry/node': '1', ms: '2' } },
				'node_modules/@sentry/node': { dependencies: { own: '1', ms: '2' } },
				'node_modules/own': {},
				'node_modules/ms': {},
			},
		});
		expect(packages).toEqual({
			'': { devDependencies: { 'n8n-core': '1' } },
			'node_modules/n8n-core': { dependencies: { ms: '2' } },
			'node_modules/ms': {},
		});
	});

	it('keeps the copy of a package that Node would find, of those with the same name', () => {
		const { packages } = trim({
			packages: {
				'': { devDependencies: { a: '1', b: '1' } },
				'node_modules/a': { dependencies: { b: '2', c: '1' } },
				'node_modules/a/node_modules/b': { peerDependencies: { '@d/e': '1' } },
				'node_modules/a/node_modules/x': {},
				'node_modules/b': {},
				'node_modules/c': { optionalDependencies: { missing: '1' } },
				'node_modules/@d/e': {},
			},
		});
		expect(Object.keys(packages)).not.toContain('node_modules/a/node_modules/x');
		expect(Object.keys(packages)).toHaveLength(6);
	});
});
