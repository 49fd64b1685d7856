// The view option.

export async function show() {
  return null;
}
