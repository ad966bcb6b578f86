import type { Body } from '../../contract/order';
import { isBody, without } from '../../http/body';
import type { OddFile } from '../../images/odd';
import { oddFile } from '../../images/odd';

/** Names of the odd but usable forms that an answer, a task's response or a callback can have. */
export const ANSWER_SHAPES = [
	'successText',
	'successNull',
	'successMissing',
	'dataObject',
	'dataTexts',
	'dataWithNull',
	'dataUrls',
	'relativeUrls',
	'errorEmptyText',
	'errorEmptyObject',
	'errorNull',
	'createdInMs',
	'createdInUs',
	'createdAsText',
	'base64Gif',
	'base64Avif',
	'base64JpegWithoutEnd',
	'base64WebpOf26Bytes',
	'base64WebpWithoutPad',
	'base64None',
	'modelAndUsage',
	'cost',
] as const;

export type AnswerShape = (typeof ANSWER_SHAPES)[number];

/** Where the shapes look up the files behind their links. */
export interface Pictures {
	find(url: string): { file: Buffer; mimeType: string; model: string } | undefined;
}

type Change = (answer: Body, pictures: Pictures) => Body | Promise<Body>;

/** Changes the part that has the images, which a nested callback keeps one level down. */
const inside =
	(change: Change): Change =>
	async (answer, pictures) => {
		const { data } = answer;
		if (isBody(data) && 'data' in data)
			return { ...answer, data: await inside(change)(data, pictures) };
		return Array.isArray(data) ? await change(answer, pictures) : answer;
	};

const entriesOf = ({ data }: Body): Body[] => (Array.isArray(data) ? data.filter(isBody) : []);
const urlOf = ({ url }: Body) => (typeof url === 'string' ? url : '');

/** Puts something in place of every image that has a link. */
const eachImage = (
	change: (image: Body, file: { file: Buffer; mimeType: string }) => Body | Promise<Body>,
): Change =>
	inside(async (answer, pictures) => ({
		...answer,
		data: await Promise.all(
			entriesOf(answer).map(async (image) => {
				const file = pictures.find(urlOf(image));
				return file ? await change(image, file) : image;
			}),
		),
	}));

const base64 = (kind: OddFile): Change =>
	eachImage(async (image, { file }) => ({
		...without(image, 'url'),
		b64_json: (await oddFile(kind, file)).toString('base64'),
	}));

const times = (factor: number): Change =>
	inside((answer) => ({ ...answer, created: Number(answer.created) * factor }));

const CHANGES: Readonly<Record<AnswerShape, Change>> = {
	successText: (answer) => ({ ...answer, success: 'true' }),
	successNull: (answer) => ({ ...answer, success: null }),
	successMissing: (answer) => without(answer, 'success'),
	// Of several images it would take all but one away, and with them the only word of them.
	dataObject: inside((answer) => {
		const [image, ...others] = entriesOf(answer);
		return others.length === 0 ? { ...answer, data: image } : answer;
	}),
	dataTexts: inside((answer) => ({ ...answer, data: entriesOf(answer).map(urlOf) })),
	dataWithNull: inside((answer) => ({ ...answer, data: [null, ...entriesOf(answer)] })),
	dataUrls: eachImage((image, { file, mimeType }) => ({
		...image,
		url: `data:${mimeType};base64,${file.toString('base64')}`,
	})),
	relativeUrls: eachImage((image) => {
		const { pathname, search } = new URL(urlOf(image));
		return { ...image, url: `${pathname}${search}` };
	}),
	errorEmptyText: (answer) => ({ ...answer, error: '' }),
	errorEmptyObject: (answer) => ({ ...answer, error: {} }),
	errorNull: (answer) => ({ ...answer, error: null }),
	createdInMs: times(1e3),
	createdInUs: times(1e6),
	createdAsText: inside((answer) => ({ ...answer, created: String(answer.created) })),
	base64Gif: base64('gif'),
	base64Avif: base64('avif'),
	base64JpegWithoutEnd: base64('jpegWithoutEnd'),
	base64WebpOf26Bytes: base64('webpOf26Bytes'),
	base64WebpWithoutPad: base64('webpWithoutPad'),
	base64None: eachImage((image) => ({
		...without(image, 'url'),
		b64_json: '!!! not base64 !!!',
	})),
	modelAndUsage: (answer, pictures) => ({
		...answer,
		model: firstModel(answer, pictures),
		usage: { input_tokens: 21, output_tokens: 4160, total_tokens: 4181 },
	}),
	// The figures are those of contract §5.
	cost: (answer) => ({
		...answer,
		cost: { amount: 0.6048, currency: 'credit', list_amount: 0.672 },
	}),
};

function firstModel(answer: Body, pictures: Pictures): string {
	const inner = isBody(answer.data) ? answer.data : answer;
	return pictures.find(urlOf(entriesOf(inner)[0] ?? {}))?.model ?? 'gpt-image-2';
}

/** The answer in another shape; where there is nothing that the shape is about, as it was. */
export async function shapedAnswer(
	answer: object,
	shape: AnswerShape,
	pictures: Pictures,
): Promise<object> {
	return isBody(answer) ? await CHANGES[shape](answer, pictures) : answer;
}
