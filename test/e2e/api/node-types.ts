import { z } from 'zod';

import type { Session } from './session';

const propertySchema = z
	.object({ name: z.string(), displayName: z.string(), type: z.string() })
	.passthrough();

const typeSchema = z
	.object({ name: z.string(), displayName: z.string(), properties: z.array(propertySchema) })
	.passthrough();

/** A node or credential type as the editor gets it. */
export type ServedType = z.infer<typeof typeSchema>;

/** All node types that the editor is offered, the tool variants included. */
export async function fetchNodeTypes(api: Session): Promise<ServedType[]> {
	return await fetchTypes(api, '/types/nodes.json');
}

/** All credential types that the editor is offered. */
export async function fetchCredentialTypes(api: Session): Promise<ServedType[]> {
	return await fetchTypes(api, '/types/credentials.json');
}

async function fetchTypes(api: Session, path: string): Promise<ServedType[]> {
	const response = await api.send('GET', path);
	return z.array(typeSchema).parse(await response.json());
}
