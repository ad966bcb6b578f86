import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
	INode,
	Workflow,
} from 'n8n-workflow';

type Part = 'headers' | 'qs' | 'auth' | 'body';
const PARTS: readonly Part[] = ['headers', 'qs', 'auth', 'body'];

/**
 * Adds a credential type's `authenticate.properties` to a request, as n8n does for the type
 * `generic`: keys and values may be expressions over `$credentials`.
 */
export function authenticateGenerically(
	{ properties }: IAuthenticateGeneric,
	credentials: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
	workflow: Workflow,
	node: INode,
): IHttpRequestOptions {
	const resolve = (text: string): string => {
		if (!text.startsWith('=')) return text;
		const keys = { $credentials: credentials };
		const value = workflow.expression.getSimpleParameterValue(node, text, 'internal', keys);
		return String(value ?? '');
	};
	for (const part of PARTS) {
		const additions: IDataObject = {};
		for (const [key, value] of Object.entries(properties[part] ?? {})) {
			additions[resolve(key)] = typeof value === 'string' ? resolve(value) : value;
		}
		if (Object.keys(additions).length > 0) Object.assign(request, merged(request, part, additions));
	}
	return request;
}

function merged(request: IHttpRequestOptions, part: Part, additions: IDataObject) {
	return { [part]: { ...Object(request[part]), ...additions } };
}
