import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.d.ts', 'test-results', 'playwright-report'] },
  ...tseslint.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      // The county's network has no internet: whatever the console needs is in the binary.
      'no-restricted-syntax': ['error', {
        selector: "Literal[value=/^https?:\\/\\//]",
        message: 'No request may leave for another host.',
      }],
    },
  },
)
