import { z } from 'zod';

import { LOADS } from './unused';

const names = z.record(z.string()).optional();
const entrySchema = z
	.object({
		dependencies: names,
		devDependencies: names,
		optionalDependencies: names,
		peerDependencies: names,
	})
	.passthrough();
const lockSchema = z.object({ packages: z.record(entrySchema) }).passthrough();

/** A package-lock.json of version 3: an entry for each folder that a package is installed into. */
export type Lock = z.infer<typeof lockSchema>;

const FOLDER = 'node_modules/';

export function readLock(text: string): Lock {
	return lockSchema.parse(JSON.parse(text));
}

/** The lock without the packages in `LOADS`, so that npm asks anew what they depend on. */
export function forget(lock: Lock): Lock {
	return { ...lock, packages: filter(lock.packages, (folder) => !(nameOf(folder) in LOADS)) };
}

/** The lock without the dependencies that are never loaded, and without what only they need. */
export function trim(lock: Lock): Lock {
	const packages = Object.fromEntries(
		Object.entries(lock.packages).map(([folder, entry]) => {
			const loads = LOADS[nameOf(folder)];
			if (loads === undefined || entry.dependencies === undefined) return [folder, entry];
			return [folder, { ...entry, dependencies: filter(entry.dependencies, loads) }];
		}),
	);
	const reached = reachable(packages);
	return { ...lock, packages: filter(packages, (folder) => reached.has(folder)) };
}

/** All folders whose packages the project needs, directly or not; the project's own is ''. */
function reachable(packages: Lock['packages']): Set<string> {
	const reached = new Set(['']);
	for (const folder of reached) {
		for (const name of Object.keys(dependenciesOf(packages[folder]))) {
			const found = folderFor(name, folder, packages);
			if (found !== undefined) reached.add(found);
		}
	}
	return reached;
}

function dependenciesOf(entry: Lock['packages'][string] | undefined): Record<string, string> {
	return {
		...entry?.dependencies,
		...entry?.devDependencies,
		...entry?.optionalDependencies,
		...entry?.peerDependencies,
	};
}

/** Where Node finds a package by name: in the nearest `node_modules`, going up from `folder`. */
function folderFor(name: string, folder: string, packages: Lock['packages']): string | undefined {
	const candidate = folder === '' ? FOLDER + name : `${folder}/${FOLDER}${name}`;
	if (candidate in packages) return candidate;
	if (folder === '') return undefined;
	return folderFor(name, folder.slice(0, Math.max(0, folder.lastIndexOf(`/${FOLDER}`))), packages);
}

/** `node_modules/a/node_modules/@b/c` holds the package `@b/c`. */
function nameOf(folder: string): string {
	return folder.slice(folder.lastIndexOf(FOLDER) + FOLDER.length);
}

function filter<T>(record: Record<string, T>, keep: (key: string) => boolean): Record<string, T> {
	return Object.fromEntries(Object.entries(record).filter(([key]) => keep(key)));
}
