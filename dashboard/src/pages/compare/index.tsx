import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Compare() {
  return (
    <main id="content">
      <Head title={words.compare.title} />
    </main>
  )
}
