import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Projects() {
  return (
    <main id="content">
      <Head title={words.projects.title} />
    </main>
  )
}
