import type { ICredentialType, INodeType, IVersionedNodeType } from 'n8n-workflow';

import { readFileSync, resolve } from '../../support/node';
import { PackageDirectoryLoader } from './n8n-core';

/** Which form of this package runs: its TypeScript sources, or `dist` as it will be shipped. */
export type PackageForm = 'source' | 'built';

/** What the harness needs of n8n's package loaders. */
export interface NodePackage {
	getNode(name: string): { type: INodeType | IVersionedNodeType };
	getCredential(name: string): { type: ICredentialType };
	knows(kind: 'nodes' | 'credentials', name: string): boolean;
}

class InstalledPackage extends PackageDirectoryLoader implements NodePackage {
	knows(kind: 'nodes' | 'credentials', name: string): boolean {
		return name in this.known[kind];
	}
}

/** n8n-nodes-base lists its 500 nodes in files, so that each is loaded when a workflow needs it. */
class LazyPackage extends InstalledPackage {
	override async loadAll(): Promise<void> {
		this.known.nodes = await this.readJSON('dist/known/nodes.json');
		this.known.credentials = await this.readJSON('dist/known/credentials.json');
		this.isLazyLoaded = true;
	}
}

/** Loads the sources that package.json's compiled paths were made from. */
class SourcePackage extends InstalledPackage {
	protected override resolvePath(file: string): string {
		return super.resolvePath(file.replace(/^dist\/(.*)\.js$/, '$1.ts'));
	}
}

/** Folder of this repository: npm runs every script in it, and jest its tests. */
const root = resolve('.');

/** The package's own name, under which n8n knows its nodes. */
export const packageName = readPackageName(resolve(root, 'package.json'));

/** Packages by name, as n8n has them installed. Loading is done by n8n's own loaders. */
export async function loadPackages(form: PackageForm): Promise<Map<string, NodePackage>> {
	const own = form === 'built' ? new InstalledPackage(root) : new SourcePackage(root);
	const base = new LazyPackage(resolve(root, 'node_modules/n8n-nodes-base'));
	await Promise.all([own.loadAll(), base.loadAll()]);
	return new Map<string, NodePackage>([
		[own.packageName, own],
		[base.packageName, base],
	]);
}

function readPackageName(file: string): string {
	const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
	if (typeof content === 'object' && content !== null && 'name' in content) {
		return String(content.name);
	}
	throw new Error(`${file} has no name`);
}
