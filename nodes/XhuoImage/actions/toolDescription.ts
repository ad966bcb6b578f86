import { MODELS } from '../models/catalogue';

const credits = MODELS.flatMap(({ id, price }) =>
	price.kind === 'credits' ? [`${id} ${price.credits}`] : [],
).join(', ');

/**
 * What the tool is described as in n8n's list of tools, and what docs/agents.md has to paste as its
 * Description: n8n 2.41.1 gives the model of an agent another text by itself. A model has to know what
 * it costs, when to call again, and how a failure looks.
 */
export const TOOL_DESCRIPTION = `Makes new images from a prompt and answers with the link of each. Every image is billed (credits each: ${credits}; GPT Image 2 above 1K costs 1.5 times its 1K price), so make one unless the user asks for more. An answer with "error" means that no image was made: do what "whatToDo" says. Calling again with the same parameters after that is a retry and costs nothing twice; after an image it makes another one.`;
