/** Persons of a project by id: how they are called, and their place, which gives the colour and the digit. */

type Known = { annotator_id: string; name: string | null }

export type People = {
  name: (id: string) => string
  place: (id: string) => number
}

/** Those of an answer; who is not in it goes by the id, and has the place after all others. */
export function peopleOf(known: readonly Known[]): People {
  const names = new Map(known.map((a) => [a.annotator_id, a.name ?? a.annotator_id]))
  const places = new Map([...names.keys()].sort().map((id, k) => [id, k]))
  return {
    name: (id) => names.get(id) ?? id,
    place: (id) => places.get(id) ?? places.size,
  }
}
