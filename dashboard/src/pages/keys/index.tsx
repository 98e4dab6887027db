import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Keys() {
  return (
    <main id="content">
      <Head title={words.keys.title} />
    </main>
  )
}
