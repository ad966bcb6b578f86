import type { IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';

/** What differs between the images of an input item; the rest is said once. */
const OF_EACH_IMAGE: readonly string[] = [
	'url',
	'image',
	'revisedPrompt',
	'answeredModel',
	'imageIndex',
	'cost',
	'usage',
	'created',
	'taskId',
	'traceId',
];

/** What differs between its tasks that are not finished. */
const OF_EACH_TASK: readonly string[] = ['taskId', 'status', 'traceId', 'resume'];

/**
 * Puts all that became of an input item into one item: the fields of its first image, and the lists
 * `images`, `tasks` (those that are not finished) and `failed`, the latter two only where there are any.
 * The files go into `field`, `field_1`, `field_2` and so on.
 *
 * @param items one for each image, open task or failure
 * @param field for the first file
 */
export function gather(items: readonly INodeExecutionData[], field: string): INodeExecutionData {
	const failed = items.filter(isFailure).map(({ json }) => json);
	const tasks = items.filter((item) => !isFailure(item) && !isImage(item));
	const images = items
		.filter((item) => !isFailure(item) && isImage(item))
		.sort((a, b) => Number(a.json.imageIndex) - Number(b.json.imageIndex));
	const [first] = items;
	const [main = tasks[0]] = images;
	if (!main) return { ...first, json: onlyFailures(failed) };

	const files: IBinaryKeyData = {};
	const listed = images.map(({ json, binary }): IDataObject => {
		const [file] = Object.values(binary ?? {});
		const count = Object.keys(files).length;
		const binaryField = file ? (count === 0 ? field : `${field}_${count}`) : null;
		if (file && binaryField !== null) files[binaryField] = file;
		return { ...pick(json, OF_EACH_IMAGE), binaryField };
	});
	return {
		json: {
			...omit(main.json, ['imageIndex', 'resume']),
			...(images.length > 0 && tasks[0] && { status: tasks[0].json.status }),
			images: listed,
			...(tasks.length > 0 && { tasks: tasks.map(({ json }) => pick(json, OF_EACH_TASK)) }),
			...(failed.length > 0 && { failed }),
		},
		...(Object.keys(files).length > 0 && { binary: files }),
		pairedItem: main.pairedItem,
	};
}

/** The items that `gather` made one of; any other item by itself. */
export function spread(item: INodeExecutionData): INodeExecutionData[] {
	const { images, tasks, failed, status, ...main } = item.json;
	if (!Array.isArray(images)) return [item];
	const { pairedItem } = item;
	const shared = omit(main, [...OF_EACH_IMAGE, ...OF_EACH_TASK]);
	const ofTask = omit(shared, ['imageCount']);
	return [
		...listOf(images).map(({ binaryField, ...json }): INodeExecutionData => {
			const file = typeof binaryField === 'string' ? item.binary?.[binaryField] : undefined;
			return {
				json: { ...shared, ...json },
				...(file && { binary: { file } }),
				pairedItem,
			};
		}),
		...listOf(tasks).map((json) => ({ json: { ...ofTask, status, ...json }, pairedItem })),
		...listOf(failed).map((json) => ({ json, pairedItem })),
	];
}

export const isFailure = ({ json }: INodeExecutionData): boolean => typeof json.error === 'string';
const isImage = ({ json }: INodeExecutionData): boolean => 'imageIndex' in json;

/** Like a single failure, so that n8n sends it to the error output; the others stand in its details. */
export function onlyFailures(failed: readonly IDataObject[]): IDataObject {
	const [first = {}] = failed;
	if (failed.length < 2) return first;
	return {
		...first,
		details: { ...(isRecord(first.details) && first.details), failed: [...failed] },
	};
}

const pick = (json: IDataObject, names: readonly string[]): IDataObject =>
	Object.fromEntries(Object.entries(json).filter(([name]) => names.includes(name)));
const omit = (json: IDataObject, names: readonly string[]): IDataObject =>
	Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));

const isRecord = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): IDataObject[] =>
	Array.isArray(value) ? value.filter(isRecord) : [];
