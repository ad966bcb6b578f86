import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

/** The test in n8n's credential dialog, as n8n calls it: see `tryCredential`. */
export async function testXhuoApi(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const { tryCredential } = await import('./tryCredential');
	return await tryCredential.call(this, credential);
}
