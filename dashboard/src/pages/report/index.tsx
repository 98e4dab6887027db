import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Report() {
  return (
    <main id="content">
      <Head title={words.report.title} />
    </main>
  )
}
