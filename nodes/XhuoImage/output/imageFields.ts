import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/**
 * Whether the images themselves are wanted, and where to put them.
 *
 * @param show when the fields are shown; always, where nothing is said
 */
export const downloadFieldsFor = (show?: IDisplayOptions['show']): INodeProperties[] => [
	{
		displayName: 'Download Images',
		name: 'downloadImages',
		type: 'boolean',
		default: true,
		description:
			'Whether to bring each image into the workflow as a file. When off, only its URL comes out.',
		...(show && { displayOptions: { show } }),
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the output binary field to put the file in',
		displayOptions: { show: { ...show, downloadImages: [true] } },
	},
];

export const allowedHostsOption: INodeProperties = {
	displayName: 'Allowed Image Hosts',
	name: 'allowedImageHosts',
	type: 'string',
	default: '',
	placeholder: 'e.g. images.example.com, minio',
	description:
		'Further hosts that images may be fetched from, separated by commas. Without it: any public host over https, and the host of the credential.',
	displayOptions: { show: { '/downloadImages': [true] } },
};

/** The field for files where the user names none. */
const DEFAULT_FIELD = 'data';

/** Reads Put Output File in Field: an expression that gives nothing means the default. */
export const readBinaryProperty = (value: unknown): string => readName(value) || DEFAULT_FIELD;

/** Reads a name, which may be a number; empty where there is none. */
export function readName(value: unknown): string {
	const isName = typeof value === 'string' || Number.isFinite(value) || typeof value === 'bigint';
	return isName ? String(value).trim() : '';
}
