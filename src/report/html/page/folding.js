{
  // On paper nothing is folded.
  let unfolded = [];
  addEventListener('beforeprint', () => {
    unfolded = all('details:not([open])');
    unfolded.forEach(details => { details.open = true; });
  });
  addEventListener('afterprint', () => unfolded.forEach(details => { details.open = false; }));
  // A link to a finding opens its card.
  const unfold = () => {
    const card = /^#finding-\d+$/.test(location.hash) && byId(location.hash.slice(1));
    const details = card && card.querySelector(':scope > details');
    if (details)
      details.open = true;
  };
  addEventListener('hashchange', unfold);
  unfold();
}
