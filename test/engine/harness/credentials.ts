import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialTestFunctions,
	IExecuteData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeProperties,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { ICredentialsHelper, NodeHelpers } from 'n8n-workflow';

import { authenticateGenerically } from './generic-authentication';
import { Credentials, CredentialTestContext } from './n8n-core';
import type { Registry } from './node-types';

/** What a user types into the credential dialogs: values by credential type. */
export type CredentialValues = Readonly<Record<string, ICredentialDataDecryptedObject>>;

/**
 * Does what n8n's own credentials helper does, less the encrypted storage: gives the values with the
 * defaults of the credential type filled in, and applies the type's `authenticate` to a request.
 * There is one credential per type; the ids and names in a workflow are not looked at.
 */
export class CredentialsHelper extends ICredentialsHelper {
	constructor(
		private readonly registry: Registry,
		private readonly values: CredentialValues,
	) {
		super();
	}

	getParentTypes(name: string): string[] {
		const parents = this.registry.getCredentialType(name).extends ?? [];
		return [...parents, ...parents.flatMap((parent) => this.getParentTypes(parent))];
	}

	isCredentialUsableByNode(credentialType: string, nodeType: string): boolean {
		const type = this.registry.getCredentialType(credentialType);
		if (type.restrictToSupportedNodes !== true) return true;
		return type.supportedNodes?.includes(nodeType) ?? false;
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		const type = this.registry.getCredentialType(name);
		const inherited = (type.extends ?? []).flatMap((parent) =>
			this.getCredentialsProperties(parent),
		);
		NodeHelpers.mergeNodeProperties(inherited, type.properties);
		return inherited;
	}

	/** The stored form; nothing in the engine asks for it, since no database lies underneath. */
	async getCredentials({ id, name }: INodeCredentialsDetails, type: string): Promise<ICredentials> {
		return new Credentials({ id, name }, type);
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_nodeCredentials: INodeCredentialsDetails,
		type: string,
		_mode: WorkflowExecuteMode,
		_executeData?: IExecuteData,
		raw?: boolean,
	): Promise<ICredentialDataDecryptedObject> {
		const stored = this.values[type];
		if (stored === undefined) {
			throw new Error(`The test gave no values for the credential type "${type}"`);
		}
		return raw ? stored : { ...this.defaults(type), ...stored };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		if (!isHttpRequest(requestOptions)) throw new Error('A request without an address');
		const { authenticate } = this.registry.getCredentialType(typeName);
		if (authenticate === undefined) return requestOptions;
		if (typeof authenticate === 'function') return await authenticate(credentials, requestOptions);
		if (workflow === undefined || node === undefined) {
			throw new Error(
				'A generic credential needs a workflow and a node to resolve its expressions',
			);
		}
		return authenticateGenerically(authenticate, credentials, requestOptions, workflow, node);
	}

	/** None of the credential types used here fetches a token before a request. */
	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async runPreAuthentication(
		_helpers: IHttpRequestHelper,
		_credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<undefined> {
		throw new Error(`The credential type "${typeName}" needs OAuth, which is not available here`);
	}

	async updateCredentials(_details: INodeCredentialsDetails, type: string): Promise<void> {
		throw new Error(`Nothing should change the stored credential "${type}"`);
	}

	async updateCredentialsOauthTokenData(
		_details: INodeCredentialsDetails,
		type: string,
	): Promise<void> {
		throw new Error(`Nothing should change the stored credential "${type}"`);
	}

	/** What the dialog shows before the user has typed anything. */
	private defaults(type: string): ICredentialDataDecryptedObject {
		const defaults: ICredentialDataDecryptedObject = {};
		for (const property of this.getCredentialsProperties(type)) {
			if (isCredentialValue(property.default)) defaults[property.name] = property.default;
		}
		return defaults;
	}
}

/** `url` is what nodes give today; nodes that use the deprecated request helper give `uri`. */
function isHttpRequest(
	options: IHttpRequestOptions | IRequestOptionsSimplified,
): options is IHttpRequestOptions {
	return 'url' in options || 'uri' in options;
}

function isCredentialValue(value: unknown): value is string | number | boolean {
	return ['string', 'number', 'boolean'].includes(typeof value);
}

/** What n8n gives to the test of a credential when someone presses Test in its dialog. */
export const credentialTestContext = (): ICredentialTestFunctions => new CredentialTestContext();
