/**
 * The token as it is sent: people paste it with spaces or a line end around it, or with the word
 * "Bearer" that stands before it in the provider's examples. The credential's `authenticate` says
 * the same in n8n's expression language.
 */
export const cleanToken = (pasted: string): string => pasted.trim().replace(/^Bearer\s+/i, '');
