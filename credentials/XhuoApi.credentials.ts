import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class XhuoApi implements ICredentialType {
	name = 'xhuoApi';

	displayName = 'XHuo API';

	icon: Icon = { light: 'file:xhuo.svg', dark: 'file:xhuo.dark.svg' };

	documentationUrl = 'https://github.com/xhuoapi/n8n-nodes-xhuoapi#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The token of the OpenAI Images service from your XHuo account',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.xhuoapi.ai/v1',
			required: true,
			placeholder: 'e.g. https://api.xhuoapi.ai/v1',
			description: 'The address of the API; leave it unless the provider gave you another one',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: {
				// What `cleanToken` in nodes/XhuoImage/api/token.ts does.
				Authorization: '=Bearer {{ $credentials.apiToken.trim().replace(/^Bearer\\s+/i, "") }}',
			},
		},
	};
}
