export const signing = {
  title: 'Sign in to labelqa',
  key: 'API key',
  about:
    'Paste a key that your administrator made for you. The first admin key was printed when the server first started.',
  submit: 'Sign in',
  wrong: 'This key is not known, has expired or was revoked.',
  again: 'Your session has ended. Sign in to go on where you are.',
  burnt: 'This link has been used already, or is too old. Sign in with a key.',
}
