import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Export() {
  return (
    <main id="content">
      <Head title={words.exports.title} />
    </main>
  )
}
