/** The home of a user in the text of an /etc/passwd (passwd(5)); undefined: the user is not in it. */
export function passwdHome(passwd: string, uid: number): string | undefined {
  for (const line of passwd.split("\n")) {
    const fields = line.split(":");
    if (fields.length >= 6 && fields[2] === String(uid)) return fields[5];
  }
  return undefined;
}
