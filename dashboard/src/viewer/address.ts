/** Where the picture of an image is, and which have turned out not to be there. */

import { address } from '../api/client'

/** Whether an image has a picture, where the API says so; null or absent: only its address tells. */
export type Shown = { readonly picture?: boolean | null }

/** The picture of an image, or one that is at most so many pixels wide; an empty answer where there is none. */
export const pictureAddress = (project: string, image: string, width?: number): string =>
  address(
    '/v1/projects/{project_id}/pictures/{image_id}',
    { project_id: project, image_id: image },
    { w: width, missing: 'empty' }, // the console of a browser calls every refusal an error
  )

/** More addresses than this are forgotten, the oldest first. */
const MOST = 5000
const absent = new Set<string>()

/** Rows that scroll by ask for their picture again and again: not for one that was not there a moment ago. */
export const isAbsent = (url: string): boolean => absent.has(url)

export function rememberAbsent(url: string): void {
  absent.add(url)
  if (absent.size > MOST) for (const oldest of absent) return void absent.delete(oldest)
}
