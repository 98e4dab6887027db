import accessibility from 'eslint-plugin-jsx-a11y'
import hooks from 'eslint-plugin-react-hooks'
import typescript from 'typescript-eslint'

const never = (selector, message) => ({ selector, message })

export default typescript.config(
  { ignores: ['node_modules', 'src/api/schema.d.ts', 'eslint.config.js', 'vite.config.ts'] },
  ...typescript.configs.strict,
  hooks.configs.flat['recommended-latest'],
  accessibility.flatConfigs.strict,
  {
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      'react-hooks/incompatible-library': 'off', // the list of rows is virtual, and is told when it changes
      'no-restricted-syntax': [
        'error',
        never('JSXAttribute[name.name="dangerouslySetInnerHTML"]', 'text of labels never becomes markup'),
        never(
          'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
          'text never becomes markup',
        ),
        never('CallExpression[callee.name="eval"]', 'the policy of the page forbids it'),
      ],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/format/**', '**/*.test.*'],
    rules: {
      'no-restricted-syntax': [
        'error',
        never('JSXAttribute[name.name="dangerouslySetInnerHTML"]', 'text of labels never becomes markup'),
        never(
          'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
          'text never becomes markup',
        ),
        never(
          'MemberExpression[property.name=/^(toFixed|toPrecision|toLocaleString)$/]',
          'numbers become text in src/format alone',
        ),
        never('NewExpression[callee.object.name="Intl"]', 'numbers and dates become text in src/format alone'),
        never('JSXText[value=/[A-Za-z]{2}/]', 'words stand in src/words'),
      ],
    },
  },
)
