/** The one door to n8n-core: it makes sure that the environment is set before n8n-core reads it. */
import './environment';

export { Container } from '@n8n/di';
export {
	BinaryDataBlobManager,
	BinaryDataConfig,
	BinaryDataService,
	CredentialTestContext,
	Credentials,
	ErrorReporter,
	ExecutionLifecycleHooks,
	ExternalSecretsProxy,
	LoadOptionsContext,
	PackageDirectoryLoader,
	UnrecognizedNodeTypeError,
	WebhookContext,
	WorkflowExecute,
} from 'n8n-core';
