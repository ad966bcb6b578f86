import type {
	ICredentialType,
	IDataObject,
	INodeType,
	INodeTypes,
	IVersionedNodeType,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { UnrecognizedNodeTypeError } from './n8n-core';
import type { NodePackage, PackageForm } from './packages';
import { loadPackages } from './packages';
import { asToolType, nameBehindTool } from './tool-type';

/** The package name under which a test's own throw-away node types are known. */
export const TEST_PACKAGE = 'test';

/** Node and credential types of the loaded packages, by the names that workflows use. */
export class Registry implements INodeTypes {
	constructor(
		private readonly packages: ReadonlyMap<string, NodePackage>,
		private readonly testNodes: ReadonlyMap<string, INodeType> = new Map(),
	) {}

	/** The same packages, and node types that only this test knows. */
	with(testNodes: ReadonlyMap<string, INodeType>): Registry {
		return new Registry(this.packages, testNodes);
	}

	getByName(type: string): INodeType | IVersionedNodeType {
		const dot = type.lastIndexOf('.');
		const [packageName, nodeName] = [type.slice(0, dot), type.slice(dot + 1)];
		const testNode = packageName === TEST_PACKAGE ? this.testNodes.get(nodeName) : undefined;
		if (testNode) return testNode;
		const found = this.packages.get(packageName);
		if (!found) throw new UnrecognizedNodeTypeError(packageName, nodeName);
		return found.getNode(nodeName).type;
	}

	getByNameAndVersion(type: string, version?: number): INodeType {
		const dot = type.lastIndexOf('.');
		const behindTool = nameBehindTool(type.slice(dot + 1));
		const isTool = behindTool !== undefined && !this.knowsNode(type);
		if (!isTool) return NodeHelpers.getVersionedNodeType(this.getByName(type), version);
		const base = this.getByName(`${type.slice(0, dot)}.${behindTool}`);
		return asToolType(NodeHelpers.getVersionedNodeType(base, version));
	}

	getKnownTypes(): IDataObject {
		return {};
	}

	private knowsNode(type: string): boolean {
		const dot = type.lastIndexOf('.');
		const nodeName = type.slice(dot + 1);
		return (
			this.packages.get(type.slice(0, dot))?.knows('nodes', nodeName) ??
			this.testNodes.has(nodeName)
		);
	}

	getCredentialType(name: string): ICredentialType {
		for (const candidate of this.packages.values()) {
			if (candidate.knows('credentials', name)) return candidate.getCredential(name).type;
		}
		throw new Error(`No loaded package has the credential type "${name}"`);
	}
}

const registries = new Map<PackageForm, Promise<Registry>>();

/** Loads the packages once per process and form. */
export async function getRegistry(form: PackageForm): Promise<Registry> {
	const known = registries.get(form);
	if (known) return await known;
	const loading = loadPackages(form).then((packages) => new Registry(packages));
	registries.set(form, loading);
	return await loading;
}
