// The API did not give what the page needs: say what, and offer to try again.

export function Trouble({ error, again }) {
  return (
    <div className="trouble" role="alert">
      <h2>We cannot reach our travel desk.</h2>
      <p>
        {error.message} {error.status > 0 && <span className="code">({error.status})</span>}
      </p>
      <button type="button" className="button" onClick={again}>
        Try again
      </button>
    </div>
  );
}
