// The view country.

export async function show() {
  return null;
}
