/**
 * The setting of n8n that says its public address, as messages name it: 2.41 warns of the old name, and
 * older versions do not know the new one (n8n's `UrlService` and `DeprecationService`).
 */
export const ADDRESS_VARIABLE =
	'environment variable N8N_WEBHOOK_URL (WEBHOOK_URL in older versions of n8n)';
