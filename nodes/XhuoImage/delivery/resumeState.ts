import type { INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

/** What a suspended task needs to become images later, kept in its item. */
export interface ResumeState {
	/** The input item that it came from. */
	readonly itemIndex: number;
	/** The place of its first image among those of the input item, from 0. */
	readonly firstImage: number;
	readonly imageCount: number;
	readonly wantsFile: boolean;
	readonly binaryProperty: string;
	readonly fileName: string;
	/** For one download, in milliseconds. */
	readonly timeoutMs: number;
}

const priceSchema = z.union([
	z.object({ step: z.enum(['1K', '2K', '4K', 'custom']), multiplier: z.number() }),
	z.object({ credits: z.number() }),
]);

const suspendedSchema = z.object({
	taskId: z.string(),
	status: z.literal('timedOut'),
	traceId: z.string().nullable(),
	model: z.string().nullable(),
	prompt: z.string().nullable(),
	size: z.string().nullable(),
	pricing: priceSchema.nullable(),
	resume: z.object({
		itemIndex: z.number(),
		firstImage: z.number(),
		imageCount: z.number(),
		wantsFile: z.boolean(),
		binaryProperty: z.string(),
		fileName: z.string(),
		timeoutMs: z.number(),
	}),
});

/** An item that stands for a task while the execution is suspended. */
export type SuspendedTask = z.infer<typeof suspendedSchema>;

/** Reads such an item; `undefined` for one that is ready to go out. */
export function readSuspended(item: INodeExecutionData): SuspendedTask | undefined {
	const parsed = suspendedSchema.safeParse(item.json);
	return parsed.success ? parsed.data : undefined;
}
