import type { Fault } from '../kinds';
import type { AnswerShape } from '../shapes/answer';
import type { NamedFault } from './named';

const usable = (does: string, fault: Fault): NamedFault => ({ does, billed: true, fault });
const shape = (does: string, name: AnswerShape): NamedFault =>
	usable(does, { kind: 'shape', shape: name });

/**
 * Answers that are odd, and hold what was paid for. Aimed at the tasks endpoint or at callbacks, the
 * shapes change a task's response and a callback's body in the same way.
 */
export const SHAPES = {
	'shape-success-text': shape('`success` is "true"', 'successText'),
	'shape-success-null': shape('`success` is null', 'successNull'),
	'shape-success-missing': shape('`success` is missing', 'successMissing'),
	'shape-data-object': shape('`data` is one object; a list where there are several images', 'dataObject'),
	'shape-data-texts': shape('`data` is a list of links', 'dataTexts'),
	'shape-data-with-null': shape('`data` begins with null', 'dataWithNull'),
	'shape-data-urls': shape('`url` is a `data:` URL', 'dataUrls'),
	'shape-relative-urls': shape('`url` is a path without a host', 'relativeUrls'),
	'shape-error-empty-text': shape('`error` is "" beside the images', 'errorEmptyText'),
	'shape-error-empty-object': shape('`error` is {} beside the images', 'errorEmptyObject'),
	'shape-error-null': shape('`error` is null beside the images', 'errorNull'),
	'shape-created-ms': shape('`created` in milliseconds', 'createdInMs'),
	'shape-created-us': shape('`created` in microseconds', 'createdInUs'),
	'shape-created-text': shape('`created` is a text of digits', 'createdAsText'),
	'shape-base64-gif': shape('base64 of a GIF', 'base64Gif'),
	'shape-base64-avif': shape('base64 of an AVIF', 'base64Avif'),
	'shape-base64-jpeg-without-end': shape(
		'base64 of a JPEG without its last two bytes',
		'base64JpegWithoutEnd',
	),
	'shape-base64-webp-26-bytes': shape('base64 of a WebP of 26 bytes', 'base64WebpOf26Bytes'),
	'shape-base64-webp-without-pad': shape(
		'base64 of a WebP without its pad byte',
		'base64WebpWithoutPad',
	),
	'base64-none': shape('`b64_json` that is no base64', 'base64None'),
	'shape-model-usage': shape('`model` and `usage` beside the images', 'modelAndUsage'),
	'shape-cost': shape('`cost` beside the images', 'cost'),
	'shape-task-id-number': usable('`task_id` is a number', { kind: 'numericTaskId' }),
	'shape-task-instead': usable('a call that waits gets a task id, and no image', {
		kind: 'taskInstead',
	}),
	'shape-more-images': usable('one image more than ordered; billed as ordered', {
		kind: 'moreImages',
	}),
	'shape-fewer-images': usable('one image fewer than ordered, with `n`; billed as made', {
		kind: 'fewerImages',
	}),
	'shape-partial-success': usable('the same, with `errors` that say why', {
		kind: 'fewerImages',
		told: true,
	}),
	'shape-wrong-extension': usable('the link of a PNG ends in `.jpg`', {
		kind: 'wrongExtension',
		extension: '.jpg',
	}),
} satisfies Record<string, NamedFault>;
