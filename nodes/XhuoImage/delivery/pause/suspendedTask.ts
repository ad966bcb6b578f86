import type { INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import type { Arrangement } from '../../output/arrange';
import type { InputNames } from '../../output/inputFields';

/** What a suspended task needs to become images later, kept in its item. */
export interface ResumeState {
	/** The input item that it came from. */
	readonly itemIndex: number;
	/** The place of its first image among those of the input item, from 0. */
	readonly firstImage: number;
	readonly imageCount: number;
	/** How many of them were ordered with its request. */
	readonly ordered: number;
	readonly wantsFile: boolean;
	readonly binaryProperty: string;
	readonly fileName: string;
	/** For one download, in milliseconds. */
	readonly timeoutMs: number;
	/** Further hosts that images may be fetched from. */
	readonly allowedHosts: readonly string[];
	readonly arrangement: Arrangement;
	/** What the fields of the item that came in are called in this one, if they went along. */
	readonly inputNames?: InputNames;
}

const priceSchema = z.union([
	z.object({ step: z.enum(['1K', '2K', '4K', 'custom']), multiplier: z.number() }),
	z.object({ credits: z.number() }),
]);

const inputSchema = z.union([
	z.object({
		type: z.string(),
		width: z.number().nullable(),
		height: z.number().nullable(),
		bytes: z.number(),
	}),
	z.object({
		type: z.null(),
		width: z.null(),
		height: z.null(),
		bytes: z.null(),
		url: z.string(),
	}),
]);

const suspendedSchema = z.object({
	taskId: z.string(),
	status: z.literal('timedOut'),
	traceId: z.string().nullable(),
	model: z.string().nullable(),
	prompt: z.string().nullable(),
	size: z.string().nullable(),
	pricing: priceSchema.nullable(),
	inputs: z.array(inputSchema).optional(),
	resume: z.object({
		itemIndex: z.number(),
		firstImage: z.number(),
		imageCount: z.number(),
		// Absent in what an earlier version of this node suspended.
		ordered: z.number().optional(),
		wantsFile: z.boolean(),
		binaryProperty: z.string(),
		fileName: z.string(),
		timeoutMs: z.number(),
		allowedHosts: z.array(z.string()).optional(),
		arrangement: z.object({ isGathered: z.boolean(), includesInput: z.boolean() }).optional(),
		inputNames: z
			.object({ fields: z.record(z.string(), z.string()), files: z.record(z.string(), z.string()) })
			.optional(),
	}),
});

/** An item that stands for a task while the execution is suspended. */
export type SuspendedTask = z.infer<typeof suspendedSchema>;

/** Reads such an item; `undefined` for one that is ready to go out. */
export function readSuspended(item: INodeExecutionData): SuspendedTask | undefined {
	const parsed = suspendedSchema.safeParse(item.json);
	return parsed.success ? parsed.data : undefined;
}
