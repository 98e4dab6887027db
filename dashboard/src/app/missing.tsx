import { Link } from '@tanstack/react-router'

import { Empty } from '../parts/states'
import { words } from '../words'

/** For an address that leads nowhere. */
export const Missing = () => (
  <main id="content">
    <h1 className="hidden">{words.states.noPage}</h1>
    <Empty title={words.states.noPage} action={<Link to="/">{words.states.toProjects}</Link>} />
  </main>
)
