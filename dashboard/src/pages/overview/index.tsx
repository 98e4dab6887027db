import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Overview() {
  return (
    <main id="content">
      <Head title={words.overview.title} />
    </main>
  )
}
