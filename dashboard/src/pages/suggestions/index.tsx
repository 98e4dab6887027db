import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Suggestions() {
  return (
    <main id="content">
      <Head title={words.suggestions.title} />
    </main>
  )
}
