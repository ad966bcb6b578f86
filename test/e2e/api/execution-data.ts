import { z } from 'zod';

const binarySchema = z
	.object({
		id: z.string().optional(),
		data: z.string(),
		mimeType: z.string(),
		fileName: z.string().optional(),
		fileExtension: z.string().optional(),
		fileType: z.string().optional(),
		fileSize: z.string().optional(),
	})
	.passthrough();

const itemSchema = z
	.object({
		json: z.record(z.unknown()),
		binary: z.record(binarySchema).optional(),
		pairedItem: z.unknown().optional(),
		error: z.unknown().optional(),
	})
	.passthrough();

const failureSchema = z
	.object({ message: z.string(), description: z.string().nullish() })
	.passthrough();

const nodeRunSchema = z
	.object({
		executionStatus: z.string().optional(),
		/** ms */
		executionTime: z.number(),
		error: failureSchema.optional(),
		/** By connection type, then by output; an output that never fired is null. */
		data: z.record(z.array(z.array(itemSchema).nullable())).optional(),
	})
	.passthrough();

const executionDataSchema = z
	.object({
		resultData: z
			.object({
				runData: z.record(z.array(nodeRunSchema)).default({}),
				error: failureSchema.optional(),
				lastNodeExecuted: z.string().optional(),
			})
			.passthrough(),
		executionData: z
			.object({ contextData: z.record(z.record(z.unknown())).default({}) })
			.passthrough()
			.optional(),
	})
	.passthrough();

export type Item = z.infer<typeof itemSchema>;
export type Binary = z.infer<typeof binarySchema>;
export type NodeRun = z.infer<typeof nodeRunSchema>;
export type ExecutionData = z.infer<typeof executionDataSchema>;

/** Reads the data of an execution from the form in which n8n stores and serves it. */
export async function parseExecutionData(flattened: string): Promise<ExecutionData> {
	const { parse } = await import('flatted');
	const data: unknown = parse(flattened);
	return executionDataSchema.parse(data);
}

/** The last run of a node. */
export function runOf({ data }: { data: ExecutionData }, node: string): NodeRun {
	const run = data.resultData.runData[node]?.at(-1);
	if (run !== undefined) return run;
	const ran = Object.keys(data.resultData.runData).join(', ');
	throw new Error(`"${node}" did not run in this execution; these did: ${ran}`);
}

/** The items that came out of a node in its last run; output 1 is the error output, where there is one. */
export function itemsOf(execution: { data: ExecutionData }, node: string, output = 0): Item[] {
	return runOf(execution, node).data?.main?.[output] ?? [];
}
