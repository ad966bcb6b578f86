import { z } from 'zod';

export const status = z.number().int().min(200).max(599);
export const ms = z.number().min(0);
export const headers = z.record(z.string());
export const redirectStatus = z.union([
	z.literal(301),
	z.literal(302),
	z.literal(303),
	z.literal(307),
	z.literal(308),
]);
