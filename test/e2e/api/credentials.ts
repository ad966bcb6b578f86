import { z } from 'zod';

import type { Session } from './session';

/** A credential that is stored in n8n, with what was typed into its fields. */
export interface StoredCredential {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

const createdSchema = z.object({ id: z.string() });

/** Stores a credential, as the Save button of the credential dialog does. */
export async function createCredential(
	api: Session,
	{ name, type, data }: Omit<StoredCredential, 'id'>,
): Promise<StoredCredential> {
	const { id } = await api.post('/rest/credentials', { name, type, data }, createdSchema);
	return { id, name, type, data };
}

const verdictSchema = z.object({ status: z.enum(['OK', 'Error']), message: z.string() });

/** What the credential dialog shows, in green or in red. */
export type Verdict = z.infer<typeof verdictSchema>;

/** Tests a stored credential the way its dialog does. */
export async function testCredential(api: Session, credential: StoredCredential): Promise<Verdict> {
	return await api.post('/rest/credentials/test', { credentials: credential }, verdictSchema);
}
