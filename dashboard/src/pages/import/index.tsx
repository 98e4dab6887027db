import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Import() {
  return (
    <main id="content">
      <Head title={words.imports.title} />
    </main>
  )
}
