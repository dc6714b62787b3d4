{
  // On paper nothing is folded.
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = all('details:not([open])');
    folded.forEach(details => { details.open = true; });
  });
  addEventListener('afterprint', () => folded.forEach(details => { details.open = false; }));

  // A link to a finding opens its card. What stands behind the part is not for the browser, which then finds no part.
  const show = () => {
    const part = address.part && byId(address.part);
    const details = part && part.querySelector(':scope.card > details');
    if (details)
      details.open = true;
    if (part && location.hash.includes('?'))
      part.scrollIntoView({behavior: 'instant'});
  };
  addEventListener('hashchange', show);
  show();
}
